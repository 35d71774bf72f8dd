package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Named;
import org.primefaces.context.PrimeFacesContext;

/**
 * The nonce of the content security policy. PrimeFaces wants it back with every form and has its
 * script put it there; our forms carry it themselves, so that they work without script as well.
 */
@Named("policy")
@RequestScoped
public class Policy {
  public String getNonce() {
    return PrimeFacesContext.getCspState(FacesContext.getCurrentInstance()).getNonce();
  }
}
