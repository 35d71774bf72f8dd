/** An application by the book: it names no resource adapter anywhere, or the platform's. */
package org.rowmq.it.app.book;
