/** Message-driven beans on Payara Micro: what they may be configured with, and how they fail. */
package org.rowmq.it.inbound;
