/** What several tests need. */
package org.rowmq.ra.testing;
