/** The registered pipelines, and the storage strategy of each. */
package org.modyn.modelstorage.pipeline;
