/**
 * Wires one role, or all of them, out of settings; the only place that makes schedulers and transports.
 *
 * <p>Starting points: {@link io.tesela.standalone.role.ProcessRuntime}, {@link io.tesela.standalone.role.LocalService}.
 */
@NullMarked
package io.tesela.standalone.role;

import org.jspecify.annotations.NullMarked;
