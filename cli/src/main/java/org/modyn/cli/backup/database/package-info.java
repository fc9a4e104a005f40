/** Which files the tables of the servers refer to. */
package org.modyn.cli.backup.database;
