import { io } from 'socket.io-client-3.1';
import { everythingWith } from './behaviour/index.mjs';

everythingWith('3.1', io);
