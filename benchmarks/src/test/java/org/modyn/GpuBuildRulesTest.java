package org.modyn;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static java.lang.classfile.ClassFile.ACC_PUBLIC;
import static java.lang.classfile.ClassFile.ACC_STATIC;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.FieldAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Maven profile gpu compiles the same source with an older version of DJL. This test compares
 * what the compiled code uses of DJL with the classes of that version, so that the default build
 * finds what would not compile with the profile.
 */
class GpuBuildRulesTest {
  private static final ClassDesc ARRAY = ClassDesc.of("ai.djl.ndarray.NDArray");
  private static final ClassDesc MANAGER = ClassDesc.of("ai.djl.ndarray.NDManager");

  private static JavaClasses library;

  @TempDir private Path directory;

  @BeforeAll
  static void importLibrary() throws IOException {
    Path libraries = Path.of(System.getProperty("modyn.test.gpu_libraries"));
    try (JarFile api = new JarFile(libraries.resolve("api.jar").toFile());
        JarFile engine = new JarFile(libraries.resolve("pytorch-engine.jar").toFile())) {
      library = new ClassFileImporter().importJars(api, engine);
    }
  }

  @Test
  void theCodeUsesOnlyWhatTheLibraryOfTheGpuBuildHas() {
    rule()
        .check(
            new ClassFileImporter()
                .withImportOption(new DoNotIncludeTests())
                .importPackages("org.modyn.ml"));
  }

  @Test
  void findsACallOfAMethodThatTheLibraryLacks() throws IOException {
    // written without a compiler, because the call does not compile with every version
    JavaClasses caller =
        callerOf(
            ARRAY,
            code -> code.invokeinterface(ARRAY, "diagonal", MethodTypeDesc.of(ARRAY)).areturn());

    assertThat(rule().evaluate(caller).getFailureReport().getDetails())
        .singleElement()
        .asString()
        .contains("ai.djl.ndarray.NDArray.diagonal()");
  }

  @Test
  void findsAClassThatTheLibraryLacks() throws IOException {
    JavaClasses caller =
        callerOf(ClassDesc.of("ai.djl.ndarray.Invented"), code -> code.aconst_null().areturn());

    assertThat(rule().evaluate(caller).getFailureReport().getDetails())
        .singleElement()
        .asString()
        .contains("ai.djl.ndarray.Invented");
  }

  @Test
  void acceptsInheritedMethods() throws IOException {
    JavaClasses caller =
        callerOf(
            MANAGER,
            code ->
                code.invokeinterface(ARRAY, "getManager", MethodTypeDesc.of(MANAGER)).areturn());

    assertThat(rule().evaluate(caller).hasViolation()).isFalse();
  }

  /** A class with a method that starts with an array on its stack. */
  private JavaClasses callerOf(ClassDesc result, Consumer<CodeBuilder> code) throws IOException {
    ClassFile.of()
        .buildTo(
            directory.resolve("Caller.class"),
            ClassDesc.of("Caller"),
            type ->
                type.withMethodBody(
                    "call",
                    MethodTypeDesc.of(result, ARRAY),
                    ACC_PUBLIC | ACC_STATIC,
                    body -> code.accept(body.aload(0))));
    return new ClassFileImporter().importPath(directory);
  }

  private static ArchRule rule() {
    return classes()
        .should(
            new ArchCondition<>("use only what the DJL of the profile gpu has") {
              @Override
              public void check(JavaClass user, ConditionEvents events) {
                user.getDirectDependenciesFromSelf().stream()
                    .filter(dependency -> isMissing(dependency.getTargetClass()))
                    .forEach(
                        dependency ->
                            events.add(
                                SimpleConditionEvent.violated(user, dependency.getDescription())));
                user.getAccessesFromSelf().stream()
                    .filter(access -> isMissing(access.getTarget()))
                    .forEach(
                        access ->
                            events.add(
                                SimpleConditionEvent.violated(user, access.getDescription())));
              }
            });
  }

  private static boolean isMissing(JavaClass used) {
    JavaClass type = used.getBaseComponentType();
    return type.getPackageName().startsWith("ai.djl") && !library.contain(type.getName());
  }

  /** Whether the class has no such member; a class that is missing is found by its dependency. */
  private static boolean isMissing(AccessTarget target) {
    String owner = target.getOwner().getName();
    if (!library.contain(owner)) {
      return false;
    }
    JavaClass type = library.get(owner);
    return switch (target) {
      case CodeUnitAccessTarget wanted ->
          Stream.concat(type.getAllMethods().stream(), type.getConstructors().stream())
              .noneMatch(found -> signature(found).equals(signature(wanted)));
      case FieldAccessTarget wanted ->
          type.getAllFields().stream()
              .noneMatch(
                  found ->
                      found.getName().equals(wanted.getName())
                          && found.getRawType().getName().equals(wanted.getRawType().getName()));
      default -> throw new IllegalStateException("unknown kind of access: " + target);
    };
  }

  private static String signature(JavaCodeUnit unit) {
    return signature(unit.getName(), unit.getRawParameterTypes(), unit.getRawReturnType());
  }

  private static String signature(CodeUnitAccessTarget target) {
    return signature(target.getName(), target.getRawParameterTypes(), target.getRawReturnType());
  }

  private static String signature(String name, List<JavaClass> parameters, JavaClass result) {
    return parameters.stream()
        .map(JavaClass::getName)
        .collect(Collectors.joining(", ", result.getName() + " " + name + "(", ")"));
  }
}
