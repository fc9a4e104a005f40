/**
 * The selector's tables: pipelines, their triggers, and the samples of pipelines with the storage
 * backend {@code database}. All SQL of the selector is in this package. Trigger training sets and
 * the samples of the backend {@code local} are files, see {@code org.modyn.selector.trainingset}
 * and {@code org.modyn.selector.seen}.
 */
package org.modyn.selector.database;
