/**
 * Message selectors (specification section 3.8): text to syntax tree to answer. Depends on the JDK
 * only.
 */
package org.rowmq.selector;
