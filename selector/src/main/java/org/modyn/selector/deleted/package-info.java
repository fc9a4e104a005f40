/**
 * Which samples were deleted after the selector was informed of them. Storage knows, and is asked
 * for each trigger ({@link org.modyn.selector.deleted.StorageDeletedKeys}); training sets are
 * written without them.
 */
package org.modyn.selector.deleted;
