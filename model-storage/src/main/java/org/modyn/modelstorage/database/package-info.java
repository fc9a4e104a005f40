/**
 * The model storage's tables: pipelines with their storage strategies, and models with their
 * provenance. All SQL of the model storage is in this package; the weights are files, see {@code
 * org.modyn.modelstorage.store}.
 */
package org.modyn.modelstorage.database;
