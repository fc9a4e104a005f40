/**
 * Models of text. Their input is the output of a tokenizer: token ids, and a mask of the positions
 * that contain tokens.
 */
package org.modyn.ml.model.text;
