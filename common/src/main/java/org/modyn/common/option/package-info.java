/**
 * Implementations that files name, with their options. {@link org.modyn.common.option.Registry}
 * lists those of one family: models, optimizers, criteria, schedulers, kinds of files.
 *
 * <p>To add an implementation, write its options record, which makes it, and list the record in the
 * family's registry. Reading, validation, explanation and the refusal of unknown names follow.
 */
package org.modyn.common.option;
