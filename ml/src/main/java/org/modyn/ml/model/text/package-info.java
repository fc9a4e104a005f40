/**
 * Models of text. They take the output of a tokenizer: the numbers of tokens, and which of them
 * count.
 */
package org.modyn.ml.model.text;
