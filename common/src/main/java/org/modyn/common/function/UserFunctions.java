package org.modyn.common.function;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.modyn.common.error.Checks;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.UserFunction.BuiltinCall;
import org.modyn.common.function.UserFunction.JavaSource;
import org.modyn.common.function.UserFunction.PluginClass;
import org.modyn.common.function.expression.Expression;

/**
 * Reads the functions of a pipeline file. A text is, in this order,
 *
 * <ul>
 *   <li>a class of a plugin when it begins with {@code class:}
 *   <li>a Python function, which is rejected, when a line begins with {@code def name(} or {@code
 *       lambda}
 *   <li>Java source when, after comments and annotations, it begins with two words, for example
 *       {@code public long} or {@code List<TensorSpecification> tensors}, and contains a body in
 *       braces, which a call does not have
 *   <li>otherwise the call of a builtin
 * </ul>
 *
 * <p>Whether Java source compiles and a class exists is determined by the server that runs the
 * function.
 */
public final class UserFunctions {
  private static final String CLASS = "class:";
  private static final Pattern CLASS_NAME =
      Pattern.compile("\\p{Alpha}\\w*+(?:\\.\\p{Alpha}\\w*+)*+(?:\\$\\w+)*+");
  private static final Pattern COMMENT =
      Pattern.compile("\\A\\s*(?://[^\\n]*\\n|/\\*(?s:.*?)\\*/)");
  private static final Pattern JAVA =
      Pattern.compile(
          "\\A\\s*(?:@[\\w.]+\\s+)*+\\p{Alpha}[\\w.]*(?:<[\\w.<>,? ]*>)?(?:\\[\\])*\\s+\\p{Alpha}");
  private static final Pattern NAME = Pattern.compile("\\s*\\p{Alpha}\\w*\\s*");
  private static final Pattern LAMBDA = Pattern.compile("\\A\\s*(?:transforms\\.)?Lambda\\s*\\(");

  private UserFunctions() {}

  /** Whether a text names a class of a plugin. */
  public static boolean isPluginClass(String text) {
    return text.strip().startsWith(CLASS);
  }

  /** Whether a text is Java source or names a class of a plugin: user code, not a builtin. */
  public static boolean isUserCode(String text) {
    return isPluginClass(text) || (!Expression.isPythonFunction(text) && isJava(text));
  }

  /**
   * Checks the text of a field.
   *
   * @throws ModynException INVALID_ARGUMENT with one line: the problem, its location in the text,
   *     and the allowed values
   */
  public static void check(FunctionKind kind, String text) {
    read(kind, text);
  }

  /**
   * Determines the kind of function in the text of a field.
   *
   * @throws ModynException as {@link #check}
   */
  public static UserFunction read(FunctionKind kind, String text) {
    String catalogueKind = kind.catalogue().kind();
    if (text.isBlank()) {
      throw ModynException.invalidArgument(
          "the %s is empty; allowed: %s", catalogueKind, signatures(kind));
    }
    if (isPluginClass(text)) {
      checkUserCode(kind, "a class");
      String className = text.strip().substring(CLASS.length()).strip();
      if (!CLASS_NAME.matcher(className).matches()) {
        throw ModynException.invalidArgument(
            "cannot read the %s: \"%s\" is not the full name of a class; write, for example,"
                + " class:com.acme.MyParser",
            catalogueKind, className);
      }
      return new PluginClass(className);
    }
    if (kind == FunctionKind.TRANSFORMATION && LAMBDA.matcher(text).find()) {
      throw ModynException.invalidArgument(
          "the transformation Lambda runs Python and is not supported; allowed: %s",
          signatures(kind));
    }
    if (!Expression.isPythonFunction(text) && isJava(text)) {
      checkUserCode(kind, "Java source");
      return new JavaSource(text);
    }
    boolean nameAlone = kind == FunctionKind.TOKENIZER && NAME.matcher(text).matches();
    return new BuiltinCall(kind.catalogue().read(nameAlone ? text.strip() + "()" : text));
  }

  /**
   * Reads a {@code tokenizer}: a call, or its name alone.
   *
   * @throws ModynException INVALID_ARGUMENT for any other text
   */
  public static Arguments readTokenizer(String text) {
    return ((BuiltinCall) read(FunctionKind.TOKENIZER, text)).arguments();
  }

  /**
   * Reads the elements of {@code transformations}.
   *
   * @return their calls in order, those inside of {@code Compose} in its place
   * @throws ModynException INVALID_ARGUMENT that contains the index of the invalid element
   */
  public static List<Arguments> readTransformations(List<String> texts) {
    List<Arguments> calls =
        IntStream.range(0, texts.size())
            .mapToObj(
                index ->
                    Checks.inField(
                        "transformations[" + index + "]",
                        () -> read(FunctionKind.TRANSFORMATION, texts.get(index))))
            .map(function -> ((BuiltinCall) function).arguments())
            .toList();
    return flatten(calls);
  }

  private static List<Arguments> flatten(List<Arguments> calls) {
    return calls.stream()
        .flatMap(
            call ->
                call.function().equals("Compose")
                    ? flatten(call.calls("transforms", BuiltinFunctions.TRANSFORMATIONS)).stream()
                    : Stream.of(call))
        .toList();
  }

  private static boolean isJava(String text) {
    int start = 0;
    Matcher comment = COMMENT.matcher(text);
    while (comment.region(start, text.length()).lookingAt()) {
      start = comment.end();
    }
    return text.indexOf('{', start) >= 0
        && JAVA.matcher(text).region(start, text.length()).lookingAt();
  }

  private static void checkUserCode(FunctionKind kind, String what) {
    if (!kind.allowsUserCode()) {
      throw ModynException.invalidArgument(
          "a %s cannot be %s; allowed: %s", kind.catalogue().kind(), what, signatures(kind));
    }
  }

  private static String signatures(FunctionKind kind) {
    return kind.catalogue().describe();
  }
}
