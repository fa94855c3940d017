co_await clock.sleep_until(due);
world.clock.advance_ms(1000);
