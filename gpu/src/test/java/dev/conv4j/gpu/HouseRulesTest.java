package dev.conv4j.gpu;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.ClassesShouldConjunction;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between the packages of this module, and who may call libraries of the system. */
class HouseRulesTest {
  private static final String ROOT = "dev.conv4j.gpu";

  private static final JavaClasses GPU =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  /** From the ground up: a package may use those of the storeys before it. */
  private static final List<List<String>> STOREYS =
      List.of(
          List.of(ROOT + ".runtime", ROOT + ".foreign"),
          List.of(ROOT),
          List.of(ROOT + ".kernels"),
          List.of(ROOT + ".opencl", ROOT + ".cuda"));

  static IntStream storeys() {
    return IntStream.range(0, STOREYS.size());
  }

  private static String[] packages(int from, int to) {
    return STOREYS.subList(from, to).stream().flatMap(List::stream).toArray(String[]::new);
  }

  private static ArchRule usesNoneAbove(String[] these, String[] above) {
    return noClasses()
        .that()
        .resideInAnyPackage(these)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(above)
        .allowEmptyShould(true);
  }

  @ParameterizedTest
  @MethodSource("storeys")
  void aPackageUsesOnlyTheStoreysBelow(int storey) {
    assertThat(GPU).hasSizeGreaterThan(30);
    usesNoneAbove(packages(storey, storey + 1), packages(storey + 1, STOREYS.size())).check(GPU);
  }

  @Test
  void theVendorsDoNotKnowEachOther() {
    String[] cuda = {ROOT + ".cuda"};
    String[] opencl = {ROOT + ".opencl"};
    usesNoneAbove(opencl, cuda).check(GPU);
    usesNoneAbove(cuda, opencl).check(GPU);
  }

  private static ClassesShouldConjunction onlyForeignLinks(String linker) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".foreign")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName(linker);
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(
      strings = {"java.lang.foreign.Linker", "java.lang.foreign.SymbolLookup"})
  void onlyOnePackageLoadsLibraries(String linker) {
    onlyForeignLinks(linker).check(GPU);
  }

  /** The rule notices an arrow that is there: the vendors use the storeys below. */
  @Test
  void anArrowUpWouldBeSeen() {
    ArchRule upsideDown = usesNoneAbove(packages(3, 4), packages(0, 1));
    assertThatThrownBy(() -> upsideDown.check(GPU))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("OpenClRuntime");
  }
}
