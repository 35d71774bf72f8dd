/**
 * What connections and endpoints have in common: the open node, and how they take part in
 * transactions. Loaded privately.
 */
package org.rowmq.ra.node;
