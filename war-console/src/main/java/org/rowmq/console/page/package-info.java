/**
 * The beans behind the pages; all live for one request, what must last longer is in the address or
 * the form.
 */
package org.rowmq.console.page;
