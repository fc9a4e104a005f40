/**
 * Makes the families of this module known to the reader of pipeline files: models, optimizers,
 * criteria, schedules.
 */
package org.modyn.ml.option;
