package org.modyn.storage.database;

import org.modyn.storage.dataset.DatasetDefinition;

/** A row of the table {@code datasets}. */
public record DatasetRow(long id, DatasetDefinition definition) {}
