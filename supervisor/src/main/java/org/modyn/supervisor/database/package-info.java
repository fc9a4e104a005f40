/** The supervisor's tables, and all SQL of the supervisor. */
package org.modyn.supervisor.database;
