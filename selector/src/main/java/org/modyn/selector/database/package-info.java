/**
 * The selector's tables: which pipelines there are, which triggers they had, and, for pipelines
 * with the storage backend {@code database}, every sample that they have seen. All SQL of the
 * selector is here. Trigger training sets and the samples of the backend {@code local} are in
 * files, see {@code org.modyn.selector.trainingset} and {@code org.modyn.selector.seen}.
 */
package org.modyn.selector.database;
