/**
 * What the server shows to everybody where it has MicroProfile: health, and totals as metrics. On a
 * server without, these classes are never loaded.
 */
package org.rowmq.console.health;
