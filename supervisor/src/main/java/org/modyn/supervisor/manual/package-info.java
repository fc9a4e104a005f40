/** Evaluations of the models of a pipeline on request, while it runs or after its end. */
package org.modyn.supervisor.manual;
