/** Tells open pages that something has changed; what it is they ask the API. */
package org.rowmq.console.push;
