/**
 * Converts texts into token ids: the pipeline file's {@code tokenizer}. Start with {@link
 * org.modyn.ml.tokenizer.Tokenizers}.
 *
 * <p>The only tokenizer, that of DistilBERT, is implemented in Java and requires no native library:
 * it is defined by its vocabulary and some rules on characters, reads texts as the bytes that
 * storage sends, and writes directly into a batch.
 */
package org.modyn.ml.tokenizer;
