package org.modyn.ml.tokenizer;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.PathRoots;
import org.modyn.common.function.Arguments;
import org.modyn.common.function.UserFunctions;

/**
 * Creates the tokenizers that pipeline files name from files that users put into a directory.
 * Nothing is downloaded. Immutable.
 */
public final class Tokenizers {
  private static final String DISTILBERT = "distilbert-base-uncased";
  private static final String FILE = "file";
  private static final List<String> FILES = List.of("tokenizer.json", "vocab.txt");

  private final Path directory;
  private final Optional<PathRoots> files;

  private Tokenizers(Path directory, Optional<PathRoots> files) {
    this.directory = requireNonNull(directory, "directory is null");
    this.files = requireNonNull(files, "files is null");
  }

  /**
   * As {@link #in}, for a server.
   *
   * @param files the directories of files that a tokenizer may name
   */
  public static Tokenizers in(Path directory, PathRoots files) {
    return new Tokenizers(directory, Optional.of(files));
  }

  /**
   * @param directory contains a directory for each model, for example {@code
   *     distilbert-base-uncased}, with a {@code tokenizer.json} or {@code vocab.txt}; may be
   *     missing as long as no pipeline requires a tokenizer
   */
  public static Tokenizers in(Path directory) {
    return new Tokenizers(directory, Optional.empty());
  }

  /**
   * Reads the file of a tokenizer.
   *
   * @param text as {@code DistilBertTokenizerTransform}, or with arguments {@code
   *     DistilBertTokenizerTransform(max_token_length=300, file="vocab.txt")}
   * @throws ModynException INVALID_ARGUMENT for a text that does not name a tokenizer, and for an
   *     invalid file or one outside of the allowed directories; NOT_FOUND, with instructions, when
   *     there is no file
   */
  public Tokenizer create(String text) {
    Arguments call = UserFunctions.readTokenizer(text);
    Path file = file(call).orElseThrow(() -> missing(location(call)));
    return new WordPieceTokenizer(
        TokenizerFile.read(file), Math.toIntExact(call.whole("max_token_length")));
  }

  /**
   * Whether there is a file for a tokenizer; its contents are not checked.
   *
   * @param text as for {@link #create}
   * @throws ModynException INVALID_ARGUMENT for a text that does not name a tokenizer
   */
  public boolean hasFile(String text) {
    return file(UserFunctions.readTokenizer(text)).filter(Files::exists).isPresent();
  }

  /** Returns the file that a call selects, or empty if the directory contains none. */
  private Optional<Path> file(Arguments call) {
    Path location = location(call);
    if (!call.has(FILE)) {
      return fileIn(location);
    }
    return Files.isDirectory(location)
        // it may be a link out of the allowed directories
        ? fileIn(location).map(file -> allowed(call, file.toString()))
        : Optional.of(location);
  }

  private static Optional<Path> fileIn(Path location) {
    return FILES.stream().map(location::resolve).filter(Files::isRegularFile).findFirst();
  }

  private Path location(Arguments call) {
    return call.has(FILE) ? allowed(call, call.text(FILE)) : directory.resolve(DISTILBERT);
  }

  private Path allowed(Arguments call, String path) {
    try {
      Path given = directory.resolve(path);
      return files.map(roots -> roots.resolve(given)).orElse(given);
    } catch (InvalidPathException | ModynException e) {
      ModynException error = call.error(FILE, "cannot be used: " + e.getMessage());
      error.initCause(e);
      throw error;
    }
  }

  private static ModynException missing(Path location) {
    return new ModynException(
        ErrorCategory.NOT_FOUND,
        "there is no tokenizer in %s: put the tokenizer.json or vocab.txt of the model there (that of %s is at https://huggingface.co/distilbert/%s), or say where it lies, as in DistilBertTokenizerTransform(file=\"/data/vocab.txt\")"
            .formatted(location, DISTILBERT, DISTILBERT));
  }
}
