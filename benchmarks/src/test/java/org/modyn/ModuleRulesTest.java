package org.modyn;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.text.NumberFormat;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The rules between modules and packages that docs/ARCHITECTURE.md states. */
@AnalyzeClasses(
    packages = "org.modyn",
    importOptions = {DoNotIncludeTests.class, ModuleRulesTest.DoNotIncludeTestJars.class})
class ModuleRulesTest {
  /** The fixtures that modules share have their own freedoms. */
  static final class DoNotIncludeTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  @ArchTest
  static final ArchRule modulesDependOnlyUpwards =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("org.modyn..")
          .layer("proto")
          .definedBy("org.modyn.proto..")
          .layer("common")
          .definedBy("org.modyn.common..")
          .layer("storage")
          .definedBy("org.modyn.storage..")
          .layer("selector")
          .definedBy("org.modyn.selector..")
          .layer("model-storage")
          .definedBy("org.modyn.modelstorage..")
          .layer("ml")
          .definedBy("org.modyn.ml..")
          .layer("trainer-server")
          .definedBy("org.modyn.trainer..")
          .layer("evaluator")
          .definedBy("org.modyn.evaluator..")
          .layer("supervisor")
          .definedBy("org.modyn.supervisor..")
          .layer("cli")
          .definedBy("org.modyn.cli..")
          .layer("benchmarks")
          .definedBy("org.modyn.benchmarks..")
          .whereLayer("proto")
          .mayNotAccessAnyLayer()
          .whereLayer("common")
          .mayOnlyAccessLayers("proto")
          .whereLayer("storage")
          .mayOnlyAccessLayers("common", "proto")
          .whereLayer("selector")
          .mayOnlyAccessLayers("common", "proto")
          .whereLayer("model-storage")
          .mayOnlyAccessLayers("common", "proto")
          .whereLayer("supervisor")
          .mayOnlyAccessLayers("common", "proto")
          .whereLayer("ml")
          .mayOnlyAccessLayers("common", "proto")
          .whereLayer("trainer-server")
          .mayOnlyAccessLayers("ml", "common", "proto")
          .whereLayer("evaluator")
          .mayOnlyAccessLayers("ml", "common", "proto")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .ignoreDependency(
              resideInAPackage("org.modyn.benchmarks.."), resideInAPackage("org.modyn.cli.."));

  @ArchTest
  static final ArchRule onlyMlKnowsTheDeepLearningLibrary =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.modyn.ml..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  @ArchTest
  static final ArchRule sqlStaysInDatabasePackages =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.modyn..database..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("java.sql..", "javax.sql..", "com.zaxxer..", "org.flywaydb..")
                  .or(
                      resideInAPackage("org.jdbi..")
                          .and(not(simpleNameEndingWith("JdbiException")))));

  @ArchTest
  static final ArchRule internalPackagesAreUsedByTheirParentOnly =
      classes().should(useOnlyInternalPackagesOfTheirOwn());

  @ArchTest
  static final ArchRule onlyTheCommandLinePrints =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.modyn.cli..", "org.modyn.benchmarks..")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  @ArchTest
  static final ArchRule onlyServicesFaceTheWire =
      classes()
          .that(resideInAPackage("org.modyn..").and(not(resideInAPackage("org.modyn.proto.."))))
          .and()
          .areAssignableTo(io.grpc.BindableService.class)
          .should()
          .haveSimpleNameEndingWith("Service");

  @ArchTest static final ArchRule packagesOfStorageHaveNoCycles = noCycles("storage");

  @ArchTest static final ArchRule packagesOfSelectorHaveNoCycles = noCycles("selector");

  @ArchTest static final ArchRule packagesOfModelStorageHaveNoCycles = noCycles("modelstorage");

  @ArchTest static final ArchRule packagesOfMlHaveNoCycles = noCycles("ml");

  @ArchTest static final ArchRule packagesOfTrainerServerHaveNoCycles = noCycles("trainer");

  @ArchTest static final ArchRule packagesOfEvaluatorHaveNoCycles = noCycles("evaluator");

  @ArchTest static final ArchRule packagesOfSupervisorHaveNoCycles = noCycles("supervisor");

  @ArchTest static final ArchRule packagesOfCommonHaveNoCycles = noCycles("common");

  @ArchTest static final ArchRule packagesOfCliHaveNoCycles = noCycles("cli");

  @ArchTest static final ArchRule packagesOfCommandsHaveNoCycles = noCycles("cli.command");

  /**
   * Programs read what is printed, stored and sent. Both commands set the default locale to the
   * root locale before anything else, which text is then formatted in.
   */
  @ArchTest
  static final ArchRule onlyTheCommandsSetTheLocale =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("org.modyn.cli.Modyn")
          .and()
          .doNotHaveFullyQualifiedName("org.modyn.benchmarks.Benchmarks")
          .should()
          .callMethod(Locale.class, "setDefault", Locale.class)
          .orShould()
          .callMethod(Locale.class, "setDefault", Locale.Category.class, Locale.class);

  @ArchTest
  static final ArchRule theCommandsSetTheRootLocale =
      classes()
          .that()
          .haveFullyQualifiedName("org.modyn.cli.Modyn")
          .or()
          .haveFullyQualifiedName("org.modyn.benchmarks.Benchmarks")
          .should()
          .callMethod(Locale.class, "setDefault", Locale.class)
          .andShould()
          .accessField(Locale.class, "ROOT");

  @ArchTest
  static final ArchRule noTextDependsOnTheDefaultLocale =
      noClasses()
          .should()
          .callMethod(String.class, "toLowerCase")
          .orShould()
          .callMethod(String.class, "toUpperCase")
          .orShould()
          .callMethod(Locale.class, "getDefault")
          .orShould()
          .callMethod(NumberFormat.class, "getInstance")
          .orShould()
          .callMethod(DateTimeFormatter.class, "ofPattern", String.class);

  private static ArchRule noCycles(String module) {
    return slices()
        .matching("org.modyn." + module + ".(*)..")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true);
  }

  private static ArchCondition<JavaClass> useOnlyInternalPackagesOfTheirOwn() {
    return new ArchCondition<>("use only internal packages of their own") {
      @Override
      public void check(JavaClass user, ConditionEvents events) {
        user.getDirectDependenciesFromSelf().stream()
            .filter(dependency -> isForeignInternal(user, dependency.getTargetClass()))
            .forEach(
                dependency ->
                    events.add(
                        SimpleConditionEvent.violated(dependency, dependency.getDescription())));
      }
    };
  }

  private static boolean isForeignInternal(JavaClass user, JavaClass used) {
    String usedPackage = used.getPackageName() + ".";
    int internal = usedPackage.indexOf(".internal.");
    return usedPackage.startsWith("org.modyn.")
        && internal >= 0
        && !(user.getPackageName() + ".").startsWith(usedPackage.substring(0, internal + 1));
  }
}
