/** The section {@code data}: the dataset to train on and how its samples are parsed. */
package org.modyn.common.config.pipeline.data;
