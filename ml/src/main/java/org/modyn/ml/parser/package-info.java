/**
 * From the bytes of samples to the columns of a batch. {@link org.modyn.ml.parser.BytesParser} is
 * the contract, {@link org.modyn.ml.parser.BytesParsers} the table of builtins for the pipeline
 * file's {@code bytes_parser_function}, {@link org.modyn.ml.parser.LabelTransformers} the one for
 * {@code label_transformer_function}.
 */
package org.modyn.ml.parser;
