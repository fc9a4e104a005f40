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
 * The signatures of all functions that pipeline files can name: the one table for the validation of
 * files and for the library that runs the functions.
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
                      required("name", new AnyText(), "Name of the field, once in a record"),
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
                          "Tensor whose column the number becomes; by default one of the field's"
                              + " name"),
                      optional(
                          "dtype",
                          new Choice(
                              List.of("uint8", "int8", "int32", "int64", "float32", "float64")),
                          "Type of the tensor; by default int64 for integers, else float32 or"
                              + " float64"),
                      optional("scale", new AnyNumber(), "Factor for the number"),
                      optional("count", COUNT, "1", "How many numbers follow each other"),
                      optional(
                          "shape",
                          new WholeNumbers(1, List.of()),
                          "Shape of the tensor, in place of count, for a field with a tensor of"
                              + " its own")),
                  "One or several numbers of a record")));

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
                      required("index", new WholeNumber(0), "Number of the column, from 0"),
                      optional(
                          "dtype",
                          new Choice(CSV_TYPES),
                          "Type of the values; by default that of Csv"),
                      optional(
                          "tensor",
                          new AnyText(),
                          "Tensor whose column the values become; by default that of Csv")),
                  "A column of CSV")));

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
                  "Numbers in records of one length"),
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
                          "Colours: RGB, or L for grey; images are converted"),
                      optional(
                          "height",
                          COUNT,
                          "Height of every image in pixels; by default any, which a transformation"
                              + " makes equal"),
                      optional("width", COUNT, "Width of every image in pixels, with height"),
                      optional("tensor", new AnyText(), "\"data\"", "Name of the tensor"),
                      optional(
                          "exif_transpose",
                          new Flag(),
                          "False",
                          "Whether to turn images as the orientation in their Exif data says")),
                  "A PNG, JPEG, BMP or GIF image: uint8 [height, width, channels]"),
              new Signature(
                  "Csv",
                  List.of(
                      optional(
                          "columns",
                          new WholeNumbersOrCalls(0, () -> COLUMNS),
                          "Numbers of the columns, from 0, or Column(...) for tensors and types of"
                              + " their own"),
                      optional(
                          "separator",
                          new AnyText(),
                          "What separates columns; by default as in the dataset's CSV files, or a"
                              + " comma"),
                      optional(
                          "dtype",
                          new Choice(CSV_TYPES),
                          "\"float32\"",
                          "Type of the columns' values; text needs a tokenizer"),
                      optional("tensor", new AnyText(), "\"data\"", "Name of the tensor"),
                      optional(
                          "header",
                          new Flag(),
                          "False",
                          "Whether a sample is two lines, the first with the columns' names")),
                  "Columns of a line of CSV"),
              new Signature("Utf8", List.of(), "A text in UTF-8, for a tokenizer")));

  /** The values of {@code label_transformer_function}. */
  public static final Catalogue LABEL_TRANSFORMERS =
      new Catalogue(
          "label transformer",
          "",
          List.of(
              new Signature(
                  "Identity", List.of(), "Leaves labels; losses convert them to what they need"),
              new Signature(
                  "Shift",
                  List.of(required("by", new WholeNumber(Long.MIN_VALUE), "What is added")),
                  "Adds a whole number, as for classes that count from 1"),
              new Signature(
                  "Binary",
                  List.of(
                      required(
                          "positive", new WholeNumber(Long.MIN_VALUE), "Label that becomes 1")),
                  "1 for one label, 0 for all others")));

  /** The values of {@code evaluation_transformer_function}. */
  public static final Catalogue EVALUATION_TRANSFORMERS =
      new Catalogue(
          "evaluation transformer",
          "",
          List.of(
              new Signature("Identity", List.of(), "Leaves the model's outputs"),
              new Signature(
                  "Threshold",
                  List.of(
                      required("value", new AnyNumber(), "The threshold"),
                      optional(
                          "inclusive",
                          new Flag(),
                          "False",
                          "Whether the threshold itself gives 1")),
                  "1 for outputs above a threshold, else 0"),
              new Signature("Sigmoid", List.of(), "1 / (1 + exp(-x)) of each output"),
              new Signature("Softmax", List.of(), "Shares of exp(x) over a sample's outputs"),
              new Signature(
                  "ArgMax", List.of(), "Number of the largest of a sample's outputs, from 0"),
              new Signature(
                  "Compose",
                  List.of(
                      required(
                          "functions",
                          new Calls(BuiltinFunctions::evaluationTransformers),
                          "Evaluation transformers, in this order")),
                  "Several evaluation transformers one after the other")));

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
                          "Tokens of a text, with those of its start and end; longer texts are cut"
                              + " off, shorter ones padded"),
                      optional(
                          "file",
                          new AnyText(),
                          "A vocab.txt or tokenizer.json, or the directory of one; by default in"
                              + " tokenizers/distilbert-base-uncased of the server's state"
                              + " directory")),
                  "Numbers of word pieces, and which of them count: int64 [max_token_length, 2]")));

  private static final WholeNumbers SIZE = new WholeNumbers(1, List.of(1, 2));
  private static final WholeNumbers PADDING = new WholeNumbers(0, List.of(1, 2, 4));
  private static final Parameter FILL =
      optional(
          "fill",
          new WholeNumbers(0, List.of(1, 3)),
          "0",
          "Value of the added pixels, or one for each channel");
  private static final Parameter PADDING_MODE =
      optional(
          "padding_mode",
          new Choice(List.of("constant", "edge", "reflect", "symmetric")),
          "\"constant\"",
          "What the added pixels are");
  private static final Parameter INTERPOLATION =
      optional(
          "interpolation",
          new Constant(
              "transforms.InterpolationMode.",
              List.of(
                  "NEAREST", "NEAREST_EXACT", "BILINEAR", "BICUBIC", "BOX", "HAMMING", "LANCZOS")),
          "\"BILINEAR\"",
          "How pixels between pixels are computed");
  private static final Parameter ANTIALIAS =
      optional(
          "antialias", new Flag(), "True", "No effect: on images all pixels count when shrinking");

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
                      optional("max_size", COUNT, "Most pixels of the longer edge"),
                      ANTIALIAS),
                  "Scales an image"),
              new Signature(
                  "CenterCrop",
                  List.of(required("size", SIZE, "Height and width")),
                  "Cuts out the middle of an image"),
              new Signature(
                  "RandomResizedCrop",
                  List.of(
                      required("size", SIZE, "Height and width"),
                      optional("scale", new Numbers(), "(0.08, 1.0)", "Share of the area"),
                      optional(
                          "ratio", new Numbers(), "(0.75, 1.3333333333333333)", "Aspect ratio"),
                      INTERPOLATION,
                      ANTIALIAS),
                  "Cuts out a random part and scales it"),
              new Signature(
                  "RandomHorizontalFlip",
                  List.of(optional("p", new AnyNumber(), "0.5", "Probability")),
                  "Mirrors an image at random"),
              new Signature(
                  "RandomCrop",
                  List.of(
                      required("size", SIZE, "Height and width"),
                      optional("padding", PADDING, "Pixels added to the edges first"),
                      optional("pad_if_needed", new Flag(), "False", "Pads smaller images"),
                      FILL,
                      PADDING_MODE),
                  "Cuts out a random part"),
              new Signature(
                  "Pad",
                  List.of(required("padding", PADDING, "Pixels"), FILL, PADDING_MODE),
                  "Adds pixels to the edges"),
              new Signature(
                  "Grayscale",
                  List.of(
                      optional(
                          "num_output_channels", COUNT, "1", "Channels of the result, 1 or 3")),
                  "Makes an image grey"),
              new Signature(
                  "ToTensor",
                  List.of(),
                  "From an image [height, width, channels] of 0 to 255 to [channels, height, width]"
                      + " of 0 to 1"),
              new Signature(
                  "Normalize",
                  List.of(
                      required("mean", new Numbers(), "One for each channel, or one for all"),
                      required("std", new Numbers(), "One for each channel, or one for all"),
                      optional("inplace", new Flag(), "False", "Has no effect")),
                  "(x - mean) / std of each channel"),
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
                  "Converts the type and scales the values to its range"),
              new Signature(
                  "Compose",
                  List.of(
                      required(
                          "transforms",
                          new Calls(BuiltinFunctions::transformations),
                          "Transformations, in this order")),
                  "Several transformations one after the other")));

  private BuiltinFunctions() {}

  private static Catalogue evaluationTransformers() {
    return EVALUATION_TRANSFORMERS;
  }

  private static Catalogue transformations() {
    return TRANSFORMATIONS;
  }
}
