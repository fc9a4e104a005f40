/**
 * The syntax of CSV files, shared by storage, which finds rows and labels in files, and by the
 * parser of samples, which finds the cells of a row, so that both split rows in the same way.
 */
package org.modyn.common.csv;
