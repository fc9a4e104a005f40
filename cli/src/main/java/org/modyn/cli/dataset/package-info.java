/**
 * The data of an example: a {@link org.modyn.cli.dataset.DatasetFile} beside a pipeline declares a
 * dataset and the {@link org.modyn.cli.dataset.DatasetPreparation} that makes its files. Start
 * reading at {@link org.modyn.cli.dataset.DatasetPreparations}.
 */
package org.modyn.cli.dataset;
