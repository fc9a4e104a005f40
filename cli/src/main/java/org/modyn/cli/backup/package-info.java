/**
 * Backups of a stopped installation: {@link org.modyn.cli.backup.Backup} writes one file with the
 * rows of the database and the files of the servers' directories, {@link
 * org.modyn.cli.backup.Restore} writes them to an empty database and empty directories.
 *
 * <p>A backup is a ZIP file. {@code manifest.json} ({@link org.modyn.cli.backup.Manifest}) lists
 * all other entries with their checksums: {@code database/<schema>/<table>} has the rows of a table
 * in the text format of COPY, {@code files/<directory>/...} a file of a directory.
 */
package org.modyn.cli.backup;
