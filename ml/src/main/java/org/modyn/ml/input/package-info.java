/**
 * From samples to the inputs of a model, as a pipeline file describes it: {@code
 * bytes_parser_function} and {@code transformations}. Start with {@link
 * org.modyn.ml.input.InputPipeline}.
 */
package org.modyn.ml.input;
