/**
 * From texts to the numbers of their parts: the pipeline file's {@code tokenizer}. Start with
 * {@link org.modyn.ml.tokenizer.Tokenizers}.
 *
 * <p>The one tokenizer, that of DistilBERT, is written here and needs no native library: it is
 * defined by its vocabulary and some rules on characters, takes texts as the bytes that storage
 * sends, and writes straight into a batch.
 */
package org.modyn.ml.tokenizer;
