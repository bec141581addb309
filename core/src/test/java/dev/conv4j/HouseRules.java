package dev.conv4j;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasModifiers.Predicates.modifier;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** What holds for every class of core, as rules over the packages below one root. */
final class HouseRules {
  /** From the ground up: a package may use those before it and the root. */
  private static final List<String> STOREYS =
      List.of("tensor", "autograd", "nn", "optim", "file", "data", "io", "page", "look", "train");

  /** What may be thrown besides {@link Conv4jException}: faults of ours, and contracts of Java. */
  private static final List<Class<? extends Throwable>> OTHER_UNCHECKED =
      List.of(
          AssertionError.class,
          IllegalStateException.class,
          MatchException.class,
          NoSuchElementException.class,
          UnsupportedOperationException.class,
          java.io.UncheckedIOException.class);

  private final String root;

  /**
   * @param root the package above all others, such as {@code dev.conv4j}
   */
  HouseRules(String root) {
    this.root = root;
  }

  /** All rules by their names. */
  Map<String, ArchRule> all() {
    return Map.ofEntries(
        Map.entry("storeys", storeys()),
        Map.entry("zoo", zoo()),
        Map.entry("cpu", cpuIsNobodysBusiness()),
        Map.entry("cycles", slices().matching(root + ".(*)..").should().beFreeOfCycles()),
        Map.entry("vectors", only("cpu").use("jdk.incubator.vector..")),
        Map.entry("desktop", only("data", "page").use("java.awt..", "javax.imageio..")),
        Map.entry("streams", GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS),
        Map.entry("exit", noExit()),
        Map.entry("state", noMutableState()),
        Map.entry("randomness", noOtherRandomness()),
        Map.entry("exceptions", everyExceptionIsOurs()),
        Map.entry("throwing", onlyOurExceptionsAreThrown()));
  }

  private String[] packages(Collection<String> names) {
    return names.stream().map(name -> root + "." + name + "..").toArray(String[]::new);
  }

  private ArchRule storeys() {
    List<ArchRule> rules = new ArrayList<>();
    for (int i = 0; i < STOREYS.size(); i++) {
      List<String> above = STOREYS.subList(i + 1, STOREYS.size());
      if (!above.isEmpty()) {
        rules.add(
            noClasses()
                .that()
                .resideInAPackage(root + "." + STOREYS.get(i) + "..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(packages(above)))
                .allowEmptyShould(true));
      }
    }
    rules.add(
        noClasses()
            .that()
            .resideInAPackage(root)
            .should()
            .dependOnClassesThat(resideInAnyPackage(packages(STOREYS)))
            .allowEmptyShould(true));
    return together(rules);
  }

  /** Ready-made networks are made of layers; layers know nothing of them. */
  private ArchRule zoo() {
    return noClasses()
        .that(resideInAPackage(root + ".nn").or(resideInAPackage(root + ".autograd..")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(root + ".nn.zoo..")
        .allowEmptyShould(true);
  }

  private ArchRule cpuIsNobodysBusiness() {
    String cpu = root + ".cpu..";
    List<String> forbidden = STOREYS.subList(1, STOREYS.size());
    return together(
        List.of(
            noClasses()
                .that(not(resideInAPackage(cpu)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(cpu)
                .allowEmptyShould(true),
            noClasses()
                .that()
                .resideInAPackage(cpu)
                .should()
                .dependOnClassesThat(resideInAnyPackage(packages(forbidden)))
                .allowEmptyShould(true)));
  }

  private Only only(String... names) {
    return used ->
        noClasses()
            .that(not(resideInAnyPackage(packages(List.of(names)))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(used)
            .allowEmptyShould(true);
  }

  /** The rest of a rule that only some packages may use others. */
  private interface Only {
    ArchRule use(String... used);
  }

  private static ArchRule noExit() {
    return noClasses()
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class);
  }

  private static ArchRule noMutableState() {
    return fields()
        .that()
        .areStatic()
        .and()
        .doNotHaveModifier(JavaModifier.SYNTHETIC)
        .should()
        .beFinal()
        .andShould(notHoldWhatChanges())
        .allowEmptyShould(true);
  }

  private static ArchCondition<JavaField> notHoldWhatChanges() {
    return new ArchCondition<>("not hold what changes") {
      @Override
      public void check(JavaField field, ConditionEvents events) {
        JavaClass type = field.getRawType();
        boolean open = !field.getModifiers().contains(JavaModifier.PRIVATE);
        boolean container =
            !type.isInterface()
                && (type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class));
        boolean changes =
            type.getPackageName().startsWith("java.util.concurrent")
                || type.isAssignableTo(ThreadLocal.class)
                || (type.isAssignableTo(CharSequence.class) && !type.isEquivalentTo(String.class));
        if ((type.isArray() && open) || container || changes) {
          events.add(
              SimpleConditionEvent.violated(
                  field, field.getFullName() + " holds a " + type.getName()));
        }
      }
    };
  }

  private static ArchRule noOtherRandomness() {
    return noClasses()
        .should()
        .dependOnClassesThat(
            assignableTo(RandomGenerator.class).or(assignableTo(ThreadLocalRandom.class)))
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(StrictMath.class, "random")
        .orShould()
        .callMethod(System.class, "currentTimeMillis");
  }

  /** A checked exception may be a room's own affair, for the compiler sees that it stays there. */
  private static ArchRule everyExceptionIsOurs() {
    DescribedPredicate<JavaClass> mayLeaveItsRoom =
        assignableTo(RuntimeException.class)
            .or(assignableTo(Error.class))
            .or(modifier(JavaModifier.PUBLIC));
    return classes()
        .that()
        .areAssignableTo(Throwable.class)
        .and(mayLeaveItsRoom)
        .should()
        .beAssignableTo(Conv4jException.class)
        .allowEmptyShould(true);
  }

  private static ArchRule onlyOurExceptionsAreThrown() {
    DescribedPredicate<JavaClass> unchecked =
        assignableTo(RuntimeException.class).or(assignableTo(Error.class));
    DescribedPredicate<JavaClass> fine =
        OTHER_UNCHECKED.stream()
            .map(JavaClass.Predicates::assignableTo)
            .reduce(assignableTo(Conv4jException.class), (some, other) -> some.or(other));
    DescribedPredicate<JavaConstructorCall> foreign =
        DescribedPredicate.describe(
            "an unchecked exception of Java is made",
            call ->
                unchecked.and(not(fine)).test(call.getTargetOwner())
                    && !call.getOriginOwner().isAssignableTo(Throwable.class));
    return noClasses().should().callConstructorWhere(foreign);
  }

  private static ArchRule together(List<ArchRule> rules) {
    return CompositeArchRule.of(rules);
  }
}
