/**
 * Dataset files and their preparation: a {@link org.modyn.cli.dataset.DatasetFile} declares a
 * dataset and the {@link org.modyn.cli.dataset.DatasetPreparation} that creates its files. Start
 * reading at {@link org.modyn.cli.dataset.DatasetPreparations}.
 */
package org.modyn.cli.dataset;
