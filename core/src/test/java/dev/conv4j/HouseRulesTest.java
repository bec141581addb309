package dev.conv4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between packages, and what no class of core may do. */
class HouseRulesTest {
  private static final String CROOKED = "dev.conv4j.crooked";

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.conv4j");

  private static final JavaClasses CROOKED_CLASSES =
      new ClassFileImporter().importPackages(CROOKED);

  static Set<String> rules() {
    return new TreeSet<>(new HouseRules("dev.conv4j").all().keySet());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void coreKeepsTheRule(String name) {
    assertThat(CORE).hasSizeGreaterThan(100);
    rule(new HouseRules("dev.conv4j"), name).check(CORE);
  }

  /** Each class breaks one rule, and no rule takes it for sound. */
  @ParameterizedTest
  @CsvSource({
    "storeys, tensor.LooksUp",
    "storeys, GroundFloor",
    "zoo, nn.KnowsTheZoo",
    "cpu, nn.KnowsTheProcessor",
    "cpu, cpu.KnowsLayers",
    "vectors, nn.Vectorised",
    "streams, nn.Talks",
    "exit, nn.Exits",
    "state, nn.Remembers",
    "state, nn.Counts",
    "state, nn.SharesAnArray",
    "randomness, nn.RollsDice",
    "randomness, nn.ReadsTheClock",
    "exceptions, nn.OwnException",
    "throwing, nn.ThrowsForeign"
  })
  void theRuleFailsOnTheClassThatBreaksIt(String name, String crooked) {
    assertThat(CROOKED_CLASSES.contain(CROOKED + "." + crooked)).isTrue();
    ArchRule rule = rule(new HouseRules(CROOKED), name);
    assertThatThrownBy(() -> rule.check(CROOKED_CLASSES))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(CROOKED + "." + crooked);
  }

  @Test
  void aCycleIsFound() {
    ArchRule rule = rule(new HouseRules(CROOKED), "cycles");
    assertThatThrownBy(() -> rule.check(CROOKED_CLASSES))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Cycle detected");
  }

  /**
   * Written byte by byte: this module does not read java.desktop, so that javac would refuse it.
   */
  @Test
  void aLayerThatPaintsIsFound(@TempDir Path folder) throws IOException {
    Files.write(
        folder.resolve("Paints.class"),
        ClassFile.of()
            .build(
                ClassDesc.of(CROOKED + ".nn.Paints"),
                type -> type.withField("image", ClassDesc.of("java.awt.image.BufferedImage"), 0)));
    ArchRule rule = rule(new HouseRules(CROOKED), "desktop");
    JavaClasses classes = new ClassFileImporter().importPath(folder);
    assertThatThrownBy(() -> rule.check(classes))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(CROOKED + ".nn.Paints");
  }

  @Test
  void everyRuleHasAClassThatBreaksIt() throws NoSuchMethodException {
    CsvSource table =
        HouseRulesTest.class
            .getDeclaredMethod("theRuleFailsOnTheClassThatBreaksIt", String.class, String.class)
            .getAnnotation(CsvSource.class);
    Set<String> broken =
        Arrays.stream(table.value())
            .map(row -> row.substring(0, row.indexOf(',')))
            .collect(Collectors.toSet());
    broken.addAll(List.of("cycles", "desktop"));
    assertThat(broken).isEqualTo(rules());
  }

  private static ArchRule rule(HouseRules house, String name) {
    Map<String, ArchRule> all = house.all();
    return Objects.requireNonNull(all.get(name));
  }
}
