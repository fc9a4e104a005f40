/**
 * Makes the families of this module known to the reader of pipeline files: models, optimizers,
 * criteria.
 */
package org.modyn.ml.option;
