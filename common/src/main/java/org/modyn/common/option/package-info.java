/**
 * Registries of implementations that files name. A {@link org.modyn.common.option.Registry} lists
 * the options records of one family: models, optimizers, criteria, schedules, file formats.
 *
 * <p>To add an implementation, write its options record, which creates it, and list the record in
 * the family's registry. Parsing, validation, documentation and the rejection of unknown names
 * derive from the record.
 */
package org.modyn.common.option;
