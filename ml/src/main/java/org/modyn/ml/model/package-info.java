/**
 * Models. {@link org.modyn.ml.model.Model} is the contract; {@link org.modyn.ml.model.Models} lists
 * the classes that a pipeline file can name as {@code model.id}, each by its options record, {@code
 * model.config}.
 */
package org.modyn.ml.model;
