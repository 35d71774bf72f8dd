/** As much of Jakarta Enterprise Beans as the adapter's tests need. */
package jakarta.ejb;
