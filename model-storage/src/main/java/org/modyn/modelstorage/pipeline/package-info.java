/** Which pipelines there are, and in which form each wants its models kept. */
package org.modyn.modelstorage.pipeline;
