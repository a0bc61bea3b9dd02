import { io } from 'socket.io-client-4.0';
import { everythingWith } from './behaviour/index.mjs';

everythingWith('4.0', io);
