/**
 * A redo log beside a database file: what has been committed in the database and is not in its file
 * yet. {@link org.rowmq.store.redo.RedoLog} is the way in. It knows nothing of what its records
 * say. Decision 078.
 */
package org.rowmq.store.redo;
