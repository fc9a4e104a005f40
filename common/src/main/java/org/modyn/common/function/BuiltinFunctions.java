package org.modyn.common.function;

import static org.modyn.common.function.Parameter.optional;
import static org.modyn.common.function.Parameter.required;

import java.util.List;
import org.modyn.common.function.ParameterType.AnyNumber;
import org.modyn.common.function.ParameterType.AnyText;
import org.modyn.common.function.ParameterType.Calls;
import org.modyn.common.function.ParameterType.Choice;
import org.modyn.common.function.ParameterType.Constant;
import org.modyn.common.function.ParameterType.Flag;
import org.modyn.common.function.ParameterType.Numbers;
import org.modyn.common.function.ParameterType.WholeNumber;
import org.modyn.common.function.ParameterType.WholeNumbers;
import org.modyn.common.function.ParameterType.WholeNumbersOrCalls;

/**
 * The signatures of all functions that pipeline files can name. Both the validation of files and
 * the library that runs the functions use this table.
 */
public final class BuiltinFunctions {
  private static final WholeNumber COUNT = new WholeNumber(1);

  /** The fields of a {@code Record}. */
  public static final Catalogue FIELDS =
      new Catalogue(
          "field",
          "",
          List.of(
              new Signature(
                  "Field",
                  List.of(
                      required("name", new AnyText(), "Name of the field, unique in a record"),
                      required(
                          "type",
                          new Choice(
                              List.of(
                                  "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32",
                                  "float32", "float64")),
                          "Type of the number in the bytes"),
                      optional(
                          "tensor",
                          new AnyText(),
                          "Tensor to which the number is appended as a column; default: a tensor"
                              + " with the name of the field"),
                      optional(
                          "dtype",
                          new Choice(
                              List.of("uint8", "int8", "int32", "int64", "float32", "float64")),
                          "Type of the tensor; default: int64 for integers, float32 or float64 for"
                              + " others"),
                      optional(
                          "scale", new AnyNumber(), "Factor by which the number is multiplied"),
                      optional("count", COUNT, "1", "Number of consecutive numbers"),
                      optional(
                          "shape",
                          new WholeNumbers(1, List.of()),
                          "Shape of the tensor instead of count, for a field with its own tensor")),
                  "One or more numbers of a record")));

  /** The expansion of {@code Criteo()}. */
  public static final String CRITEO =
      "Record(fields=[Field(\"numerical_input\", \"float32\", count=13),"
          + " Field(\"categorical_input\", \"int32\", count=26)])";

  private static final List<String> CSV_TYPES = List.of("float32", "float64", "int64", "text");

  /** The columns of a {@code Csv}. */
  public static final Catalogue COLUMNS =
      new Catalogue(
          "column",
          "",
          List.of(
              new Signature(
                  "Column",
                  List.of(
                      required("index", new WholeNumber(0), "Index of the column, from 0"),
                      optional(
                          "dtype",
                          new Choice(CSV_TYPES),
                          "Type of the values; default: that of Csv"),
                      optional(
                          "tensor",
                          new AnyText(),
                          "Tensor to which the values are appended as a column; default: that of"
                              + " Csv")),
                  "A column of a CSV row")));

  /** The values of {@code bytes_parser_function}. */
  public static final Catalogue BYTES_PARSERS =
      new Catalogue(
          "bytes parser",
          "",
          List.of(
              new Signature(
                  "Record",
                  List.of(
                      required("fields", new Calls(() -> FIELDS), "The fields, without gaps"),
                      optional(
                          "byteorder",
                          new Choice(List.of("little", "big")),
                          "\"little\"",
                          "Byte order of the numbers")),
                  "Numbers in records of fixed length"),
              new Signature(
                  "Criteo",
                  List.of(),
                  "A sample of Criteo's click logs, for DLRM: 13 float32 numerical_input and 26"
                      + " int32 categorical_input"),
              new Signature(
                  "Image",
                  List.of(
                      required(
                          "mode",
                          new Choice(List.of("RGB", "L")),
                          "Color mode: RGB, or L for grayscale; images are converted"),
                      optional(
                          "height",
                          COUNT,
                          "Height of every image in pixels; default: any height, if a"
                              + " transformation resizes or crops the images"),
                      optional("width", COUNT, "Width of every image in pixels; requires height"),
                      optional("tensor", new AnyText(), "\"data\"", "Name of the tensor"),
                      optional(
                          "exif_transpose",
                          new Flag(),
                          "False",
                          "Whether to rotate images according to the orientation in their Exif"
                              + " data")),
                  "A PNG, JPEG, BMP or GIF image: uint8 [height, width, channels]"),
              new Signature(
                  "Csv",
                  List.of(
                      optional(
                          "columns",
                          new WholeNumbersOrCalls(0, () -> COLUMNS),
                          "Indexes of the columns, from 0, or Column(...) for columns with their"
                              + " own tensor or type"),
                      optional(
                          "separator",
                          new AnyText(),
                          "Separator of columns; default: the separator in the dataset's CSV files,"
                              + " or a comma"),
                      optional(
                          "dtype",
                          new Choice(CSV_TYPES),
                          "\"float32\"",
                          "Type of the values; text requires a tokenizer"),
                      optional("tensor", new AnyText(), "\"data\"", "Name of the tensor"),
                      optional(
                          "header",
                          new Flag(),
                          "False",
                          "Whether a sample has two lines, the first with the names of the"
                              + " columns")),
                  "Columns of a CSV row"),
              new Signature("Utf8", List.of(), "UTF-8 text for a tokenizer")));

  /** The values of {@code label_transformer_function}. */
  public static final Catalogue LABEL_TRANSFORMERS =
      new Catalogue(
          "label transformer",
          "",
          List.of(
              new Signature(
                  "Identity",
                  List.of(),
                  "Returns labels unchanged; losses convert them to the type that they need"),
              new Signature(
                  "Shift",
                  List.of(required("by", new WholeNumber(Long.MIN_VALUE), "Number to add")),
                  "Adds a whole number, for example -1 for classes that are numbered from 1"),
              new Signature(
                  "Binary",
                  List.of(
                      required(
                          "positive",
                          new WholeNumber(Long.MIN_VALUE),
                          "Label that is mapped to 1")),
                  "Returns 1 for one label and 0 for all others")));

  /** The values of {@code evaluation_transformer_function}. */
  public static final Catalogue EVALUATION_TRANSFORMERS =
      new Catalogue(
          "evaluation transformer",
          "",
          List.of(
              new Signature("Identity", List.of(), "Returns the model's outputs unchanged"),
              new Signature(
                  "Threshold",
                  List.of(
                      required("value", new AnyNumber(), "The threshold"),
                      optional(
                          "inclusive",
                          new Flag(),
                          "False",
                          "Whether an output equal to the threshold is mapped to 1")),
                  "Returns 1 for outputs above a threshold and 0 for others"),
              new Signature("Sigmoid", List.of(), "Sigmoid of each output: 1 / (1 + exp(-x))"),
              new Signature("Softmax", List.of(), "Softmax over the outputs of a sample"),
              new Signature("ArgMax", List.of(), "Index of the largest output of a sample, from 0"),
              new Signature(
                  "Compose",
                  List.of(
                      required(
                          "functions",
                          new Calls(BuiltinFunctions::evaluationTransformers),
                          "Evaluation transformers, applied in this order")),
                  "Applies several evaluation transformers in order")));

  /** The values of {@code tokenizer}. */
  public static final Catalogue TOKENIZERS =
      new Catalogue(
          "tokenizer",
          "",
          List.of(
              new Signature(
                  "DistilBertTokenizerTransform",
                  List.of(
                      optional(
                          "max_token_length",
                          new WholeNumber(2),
                          "300",
                          "Number of tokens of a text, including start and end tokens; longer texts"
                              + " are truncated, shorter ones padded"),
                      optional(
                          "file",
                          new AnyText(),
                          "A vocab.txt or tokenizer.json, or its directory; default:"
                              + " tokenizers/distilbert-base-uncased in the state directory of the"
                              + " server")),
                  "Token ids and attention mask: int64 [max_token_length, 2]")));

  private static final WholeNumbers SIZE = new WholeNumbers(1, List.of(1, 2));
  private static final WholeNumbers PADDING = new WholeNumbers(0, List.of(1, 2, 4));
  private static final Parameter FILL =
      optional(
          "fill",
          new WholeNumbers(0, List.of(1, 3)),
          "0",
          "Value of added pixels, or a value for each channel");
  private static final Parameter PADDING_MODE =
      optional(
          "padding_mode",
          new Choice(List.of("constant", "edge", "reflect", "symmetric")),
          "\"constant\"",
          "How the values of added pixels are chosen");
  private static final Parameter INTERPOLATION =
      optional(
          "interpolation",
          new Constant(
              "transforms.InterpolationMode.",
              List.of(
                  "NEAREST", "NEAREST_EXACT", "BILINEAR", "BICUBIC", "BOX", "HAMMING", "LANCZOS")),
          "\"BILINEAR\"",
          "Interpolation of pixels");
  private static final Parameter ANTIALIAS =
      optional("antialias", new Flag(), "True", "Has no effect: images are always antialiased");

  /** The elements of {@code transformations}, with torchvision's names and parameters. */
  public static final Catalogue TRANSFORMATIONS =
      new Catalogue(
          "transformation",
          "transforms.",
          List.of(
              new Signature(
                  "Resize",
                  List.of(
                      required("size", SIZE, "Height and width, or the length of the shorter edge"),
                      INTERPOLATION,
                      optional("max_size", COUNT, "Maximum length of the longer edge"),
                      ANTIALIAS),
                  "Resizes an image"),
              new Signature(
                  "CenterCrop",
                  List.of(required("size", SIZE, "Height and width")),
                  "Crops an image at the center"),
              new Signature(
                  "RandomResizedCrop",
                  List.of(
                      required("size", SIZE, "Height and width"),
                      optional(
                          "scale",
                          new Numbers(),
                          "(0.08, 1.0)",
                          "Range of the area of the crop, as a fraction of the image"),
                      optional(
                          "ratio",
                          new Numbers(),
                          "(0.75, 1.3333333333333333)",
                          "Range of the aspect ratio of the crop"),
                      INTERPOLATION,
                      ANTIALIAS),
                  "Crops a random part and resizes it"),
              new Signature(
                  "RandomHorizontalFlip",
                  List.of(optional("p", new AnyNumber(), "0.5", "Probability")),
                  "Flips an image horizontally at random"),
              new Signature(
                  "RandomCrop",
                  List.of(
                      required("size", SIZE, "Height and width"),
                      optional("padding", PADDING, "Pixels to add to the edges before cropping"),
                      optional(
                          "pad_if_needed",
                          new Flag(),
                          "False",
                          "Whether to pad images that are smaller than the crop"),
                      FILL,
                      PADDING_MODE),
                  "Crops a random part"),
              new Signature(
                  "Pad",
                  List.of(required("padding", PADDING, "Pixels"), FILL, PADDING_MODE),
                  "Pads the edges of an image"),
              new Signature(
                  "Grayscale",
                  List.of(
                      optional(
                          "num_output_channels", COUNT, "1", "Channels of the result, 1 or 3")),
                  "Converts an image to grayscale"),
              new Signature(
                  "ToTensor",
                  List.of(),
                  "Converts an image [height, width, channels] with values from 0 to 255 to"
                      + " [channels, height, width] with values from 0 to 1"),
              new Signature(
                  "Normalize",
                  List.of(
                      required("mean", new Numbers(), "A value for each channel, or one for all"),
                      required("std", new Numbers(), "A value for each channel, or one for all"),
                      optional("inplace", new Flag(), "False", "Has no effect")),
                  "Normalizes each channel: (x - mean) / std"),
              new Signature(
                  "ConvertImageDtype",
                  List.of(
                      required(
                          "dtype",
                          new Constant(
                              "torch.",
                              List.of(
                                  "uint8", "int8", "int32", "int64", "float16", "float32",
                                  "float64", "float", "double")),
                          "The new type")),
                  "Converts the type and scales the values to the range of the new type"),
              new Signature(
                  "Compose",
                  List.of(
                      required(
                          "transforms",
                          new Calls(BuiltinFunctions::transformations),
                          "Transformations, applied in this order")),
                  "Applies several transformations in order")));

  private BuiltinFunctions() {}

  private static Catalogue evaluationTransformers() {
    return EVALUATION_TRANSFORMERS;
  }

  private static Catalogue transformations() {
    return TRANSFORMATIONS;
  }
}
