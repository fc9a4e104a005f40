/**
 * The selector's tables: which pipelines there are, and which triggers they had. All SQL of the
 * selector is here. The samples themselves are not in the database, see {@code
 * org.modyn.selector.seen} and {@code org.modyn.selector.trainingset}.
 */
package org.modyn.selector.database;
