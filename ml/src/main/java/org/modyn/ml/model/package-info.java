/**
 * Models. {@link org.modyn.ml.model.Model} is the contract; {@link org.modyn.ml.model.Models} makes
 * one by the pipeline file's {@code model.id} and {@code model.config}; {@link
 * org.modyn.ml.model.Dlrm} is the recommendation model that the examples train.
 */
package org.modyn.ml.model;
