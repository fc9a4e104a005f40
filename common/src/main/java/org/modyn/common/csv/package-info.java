/**
 * The syntax of CSV, for storage, which finds rows and labels in files, and for the parser of
 * samples, which finds the cells of a row: both have to see the same cells.
 */
package org.modyn.common.csv;
