/**
 * Registers the option families of this module with the reader of pipeline files: models,
 * optimizers, criteria, schedules.
 */
package org.modyn.ml.option;
