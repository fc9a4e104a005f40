package org.modyn.ml.parser;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;
import org.modyn.common.sample.SampleBatch;
import org.modyn.common.sample.SampleException;
import org.modyn.ml.image.ImageShape;
import org.modyn.ml.image.ImageSize;
import org.modyn.ml.image.PixelBuffer;
import org.modyn.ml.image.PixelTransform;
import org.modyn.ml.image.PixelTransforms;
import org.modyn.ml.image.PixelWorkspace;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * Decodes images and transforms their pixels. {@code Image(mode="RGB", height=28, width=28)}
 * decodes images, see {@link org.modyn.ml.image.ImageDecoder}; mode {@code RGB} has three channels,
 * {@code L} (grey) one. Without height and width, images may have any size, and a transformation
 * must produce a fixed size. The tensor is uint8 {@code [height, width, channels]}.
 *
 * <p>Immutable. Unlike other parsers it creates objects per sample, because the cost of decoding
 * dominates.
 */
public final class ImageParser implements BytesParser {
  private final String tensor;
  private final PixelSource source;
  private final List<PixelTransform> transforms;

  private ImageParser(String tensor, PixelSource source, List<PixelTransform> transforms) {
    this.tensor = requireNonNull(tensor, "tensor is null");
    this.source = requireNonNull(source, "source is null");
    this.transforms = List.copyOf(transforms);
  }

  /**
   * Creates the parser that a call of {@code Image} describes.
   *
   * @throws ModynException INVALID_ARGUMENT for a height without a width or a width without a
   *     height, and for more than 32767 pixels
   */
  public static ImageParser create(Arguments arguments) {
    ImageShape shape =
        new ImageShape(
            ImageSize.read(arguments, "height", "width"),
            arguments.text("mode").equals("L") ? 1 : 3);
    return new ImageParser(
        arguments.text("tensor"),
        new EncodedSource(shape, arguments.flag("exif_transpose")),
        List.of());
  }

  /**
   * Returns the parser itself if it parses images, a parser for the images that another parser
   * produces as one tensor of uint8 {@code [height, width, channels]} with 1 or 3 channels, or
   * empty otherwise.
   */
  public static Optional<ImageParser> of(BytesParser parser) {
    if (parser instanceof ImageParser images) {
      return Optional.of(images);
    }
    return parser.tensors().size() == 1 && TensorSource.isImage(parser.tensors().getFirst())
        ? Optional.of(
            new ImageParser(
                parser.tensors().getFirst().name(), new TensorSource(parser), List.of()))
        : Optional.empty();
  }

  /**
   * This parser with another transformation after those that it has.
   *
   * @throws ModynException see {@link PixelTransforms#create}
   */
  public ImageParser with(Arguments transformation) {
    PixelTransform transform = PixelTransforms.create(shape(), transformation);
    return new ImageParser(
        tensor, source, Stream.concat(transforms.stream(), Stream.of(transform)).toList());
  }

  /** Whether all images have the same size; otherwise {@link #tensors} is not available. */
  public boolean hasSize() {
    return shape().size().isPresent();
  }

  private ImageShape shape() {
    return transforms.isEmpty() ? source.shape() : transforms.getLast().output();
  }

  /**
   * {@inheritDoc}
   *
   * @throws ModynException INVALID_ARGUMENT when neither {@code Image} nor a transformation defines
   *     the size of the images
   */
  @Override
  public List<TensorSpecification> tensors() {
    ImageShape shape = shape();
    ImageSize size =
        shape
            .size()
            .orElseThrow(
                () ->
                    ModynException.invalidArgument(
                        "Image: images may differ in their size, but those of a batch have one: say"
                            + " that of all images, as in Image(mode=\"RGB\", height=28, width=28),"
                            + " or add a transformation that makes it, as"
                            + " transforms.Resize((224, 224)) or"
                            + " transforms.RandomResizedCrop(224)"));
    return List.of(
        new TensorSpecification(
            tensor,
            TensorDataType.UINT8,
            List.of((long) size.height(), (long) size.width(), (long) shape.channels())));
  }

  @Override
  public SampleParser open(long seed) {
    return new Opened(seed);
  }

  /** The working memory of one thread. */
  private final class Opened implements SampleParser {
    private final PixelSource.Reader reader = source.open();
    private final PixelWorkspace workspace;
    private final long bytesPerSample = tensors().getFirst().bytesPerSample();
    private final PixelBuffer current = new PixelBuffer();
    private final PixelBuffer result = new PixelBuffer();

    Opened(long seed) {
      workspace = new PixelWorkspace(seed);
    }

    @Override
    public void parse(SampleBatch samples, int index, int epoch, TensorBatch batch, int row) {
      long key = samples.key(index);
      reader.read(samples, index, current);
      workspace.random().start(epoch, key);
      try {
        for (PixelTransform transform : transforms) {
          transform.apply(current, result, workspace);
          current.swap(result);
        }
      } catch (ModynException e) {
        throw new SampleException(key, e);
      }
      MemorySegment.copy(
          current.bytes(),
          0,
          batch.tensor(0),
          ValueLayout.JAVA_BYTE,
          row * bytesPerSample,
          Math.toIntExact(bytesPerSample));
    }
  }
}
